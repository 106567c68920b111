import { KeyChoice } from "@justesse/types"

/** What tells a file of keys from other JSON, and its form. */
const FORM = "justesse-keys-1"

/** A person's keys as a file: JSON that says what it is. */
export function writeKeyFile(choice: KeyChoice): string {
  return `${JSON.stringify({ form: FORM, ...choice }, null, 2)}\n`
}

/** What a file of keys holds; null for anything else. */
export function readKeyFile(text: string): KeyChoice | null {
  const read = parse(text)
  if (typeof read !== "object" || read === null || !("form" in read) || read.form !== FORM) return null
  const { form: _, ...rest } = read
  return KeyChoice.safeParse(rest).data ?? null
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
