/** How much of a value is shown. */
export const displayOptions = {
  /** Rows that a table shows; of longer ones the first and the last five. */
  maxRows: 60,
  /** Columns that a table shows; of wider ones the first. */
  maxColumns: 20,
  /** Characters of a value's text; what is longer is cut, with a note. */
  maxText: 100_000,
};
