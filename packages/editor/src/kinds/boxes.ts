import { RULE_NAMES } from "../coach/contract.ts"
import type { KindEditing } from "./contract.ts"

/** Things that are drawn: what is proposed waits, and a text that a label asks for is asked for. */
export const boxesEditing: KindEditing = {
  coach: RULE_NAMES,
  isOpen: ({ proposed }) => proposed === true,
}
