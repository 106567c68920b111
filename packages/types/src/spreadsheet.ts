/**
 * A text whose beginning a spreadsheet would take for a formula (OWASP, "CSV Injection"), also where apostrophes stand before it:
 * so that one apostrophe more can be taken off again.
 */
const FORMULA = /^'*[=+\-@\t\r\n＝＋－＠]/
const MADE_SAFE = /^''*[=+\-@\t\r\n＝＋－＠]/

/**
 * A text as a cell that no spreadsheet runs: one that would begin a formula stands behind an apostrophe.
 *
 * @example sheetText("=1+1") // "'=1+1"
 */
export function sheetText(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text
}

/** The text behind a cell that {@link sheetText} wrote. */
export function textOfSheet(cell: string): string {
  return MADE_SAFE.test(cell) ? cell.slice(1) : cell
}
