/** The second net under the allow-lists: values that look like secrets are cut out of every text that is logged. */
const patterns: [RegExp, string][] = [
  [/\b(pxk|sk|rk|pk|xai|gsk|pplx|hf|AIza)[_-][A-Za-z0-9_-]{12,}/g, '$1_***'],
  [/\bwhs(ec|k)_[A-Za-z0-9+/=_-]{8,}/g, 'whs$1_***'],
  [/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}/gi, '$1 ***'],
  [/\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*/g, '***'],
  [/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/:@"']+:[^\s/@"']+@/gi, '$1***@'],
]

export function scrubbed(text: string): string {
  let clean = text
  for (const [pattern, replacement] of patterns) clean = clean.replace(pattern, replacement)
  return clean
}
