import { AHEAD, type Preferences } from "@justesse/types"

/** What people choose from: how many tasks lie on their computer. */
export const AHEAD_CHOICES = [AHEAD.least, 10, 25, 50, AHEAD.most] as const

/** How many tasks somebody has in hand on this computer, the one that is shown included. */
export function aheadOf(preferences: Pick<Preferences, "ahead"> | undefined): number {
  return preferences?.ahead ?? AHEAD.least
}
