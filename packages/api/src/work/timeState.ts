import { type ActiveTimeState, NO_ACTIVE_TIME } from "@justesse/work/clock/activeTime"

/** What is known of a person's last day at work, as it was kept with their last seconds; null before the first. */
export function readTimeState(stored: string | null): ActiveTimeState {
  // Written here and by readings, and nowhere else.
  return stored === null ? NO_ACTIVE_TIME : (JSON.parse(stored) as ActiveTimeState)
}

/** Crediting state of somebody whose time nobody has counted yet, as it is stored. */
export const NO_TIME_STATE = JSON.stringify(NO_ACTIVE_TIME)
