/** Programs that are part of the server, by the name that stands for an image: an echo, and a tiny model. */
export const builtinPrograms: readonly string[] = ['proxyapi/echo', 'proxyapi/tiny-llm']
