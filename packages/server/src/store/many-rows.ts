/** The one parameter of a SQLite statement that is run for each row: half the cost of rows in one JSON text. */
export class ManyRows {
  readonly rows: readonly (readonly unknown[])[]

  constructor(rows: readonly (readonly unknown[])[]) {
    this.rows = rows
  }
}
