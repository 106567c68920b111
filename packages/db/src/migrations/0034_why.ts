/** How each lease was chosen; leases of before say nothing. History: never edited once released. */
export const WHY: readonly string[] = ["alter table assignment add column why text"]
