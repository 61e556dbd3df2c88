/** Tables of this room; filled in by it. */
// biome-ignore lint/suspicious/noEmptyInterface: a room without tables yet
export interface GatewayTables {}
