import type { PeopleShown } from "@justesse/types/wire/people"

/** How many people may still come by the invitations that wait: a link for four that three took has one place. */
export function placesLeft(invitations: PeopleShown["invitations"]): number {
  const waiting = invitations.filter((one) => one.state === "waiting")
  return waiting.reduce((places, one) => places + one.maxUses - one.uses, 0)
}
