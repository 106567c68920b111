import { JustesseError } from "@justesse/types"

/**
 * What was ended because its threads are closed is `busy`, as what comes after: nothing is wrong with it, and whoever starts next
 * begins it anew. Other errors stay what they are.
 */
export function endedByClosing(isClosed: () => boolean): (error: unknown) => never {
  return (error) => {
    throw isClosed() ? new JustesseError("busy", { why: "closing" }) : error
  }
}
