const words =
  /change[-_ ]?me|replace[-_ ]?(?:me|this|with)|your[-_ ](?:own[-_ ])?\w|placeholder|insert[-_ ]|example|to[-_ ]?do\b|^<.*>$/i
const known = new Set([
  ...['secret', 'secret-key', 'secretkey', 'supersecret', 'super-secret', 'jwt-secret', 'jwtsecret', 'shhhhh'],
  ...[
    'password',
    'passw0rd',
    'admin',
    'default',
    'test',
    'testing',
    'dev',
    'development',
    'proxyapi',
    'api-key',
    'apikey',
  ],
  ...['key', 'key1', 'key2', 'key3', 'dev-key', 'test-key', 'dev-key-123', 'test-key-456', '12345678', '123456789'],
])

/** Whether a secret is one that stands in somebody's documentation, or one character again and again. */
export const isPlaceholder = (secret: string): boolean =>
  known.has(secret.toLowerCase()) || words.test(secret) || /^(.)\1*$/s.test(secret)
