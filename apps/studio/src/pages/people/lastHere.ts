import type { PeopleShown } from "@justesse/types/wire/people"

type Seen = Pick<PeopleShown["members"][number], "email" | "lastSeenDay" | "you">

/** The noon of the day on which a member was last here, `never`, or `hidden` where people are pseudonyms and no day is told. */
export function lastHere({ email, lastSeenDay, you }: Seen): string {
  if (lastSeenDay !== null) return `${lastSeenDay}T12:00:00`
  return email === null && !you ? "hidden" : "never"
}
