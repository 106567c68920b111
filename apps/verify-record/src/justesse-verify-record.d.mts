/** An Ed25519 key as a JSON Web Key has it. */
interface Key {
  readonly kty: "OKP"
  readonly crv: "Ed25519"
  readonly x: string
}

/** What is true of a record. */
interface Checked {
  readonly state: "signed" | "withdrawn" | "unknown_key" | "changed" | "no_record"
  readonly issuer?: string
  readonly number?: string
  readonly signedAt?: string
  readonly key?: string
  readonly says?: Record<string, unknown>
  readonly isListGiven?: boolean
}

export function readKeys(file: unknown): Map<string, Key>
export function checkRecord(text: string, keys: ReadonlyMap<string, Key>, withdrawn?: readonly string[] | null): Checked
