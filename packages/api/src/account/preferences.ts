import type { Person } from "@justesse/db"
import { DEFAULT_PREFERENCES, Preferences } from "@justesse/types"

/** What a person chose, or the defaults where nothing (or something older) is stored. */
export function preferencesOf(person: Pick<Person, "preferences">): Preferences {
  const parsed = Preferences.safeParse(person.preferences)
  return parsed.success ? parsed.data : DEFAULT_PREFERENCES
}
