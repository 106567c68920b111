const CODES = new Set(["23505", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"])

/** True when an error says that a unique key exists already, on either engine. */
export function isDuplicate(error: unknown): boolean {
  return error instanceof Error && "code" in error && CODES.has(String(error.code))
}
