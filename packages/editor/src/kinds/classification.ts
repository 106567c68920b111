import type { KindEditing } from "./contract.ts"

/** What is said of a whole asset lies nowhere on it: there is nothing to look over, and Submit says what is missing. */
export const classificationEditing: KindEditing = {
  coach: [],
  isOpen: ({ proposed }) => proposed === true,
}
