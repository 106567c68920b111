import type { KindEditing } from "./contract.ts"

/** Segments of a recording, in the order of the answer; the page puts them as they are heard. What lies nowhere looks odd nowhere. */
export const audioEditing: KindEditing = {
  coach: [],
  isOpen: ({ proposed }) => proposed === true,
}
