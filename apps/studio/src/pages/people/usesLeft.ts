import type { PeopleShown } from "@justesse/types/wire/people"

/** How many people may still come by the invitations that wait: a link for four that three took has one use left. */
export function usesLeft(invitations: PeopleShown["invitations"]): number {
  const waiting = invitations.filter((one) => one.state === "waiting")
  return waiting.reduce((left, one) => left + one.maxUses - one.uses, 0)
}
