/** The keys of the characters of a palette, in their order. */
export const KEYS = "123456789abcdefghijklmnopqrstuvwxyz"

/** The place of the character that a key means, digits by their position on the keyboard; -1 for none. */
export function keyAt({ key, code }: Pick<KeyboardEvent, "key" | "code">): number {
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(code)?.[1]
  const letter = key.length === 1 ? key.toLowerCase() : ""
  return digit === undefined ? (letter === "" ? -1 : KEYS.indexOf(letter)) : KEYS.indexOf(digit)
}
