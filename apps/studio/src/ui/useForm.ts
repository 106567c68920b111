import { hashKey } from "@tanstack/react-query"
import { useState } from "react"

/** A form, what it began from, and what the server said last. */
interface FormState<T> {
  readonly shown: T
  readonly opened: T
  readonly form: T
}

export const startForm = <T>(shown: T): FormState<T> => ({ shown, opened: shown, form: shown })

/** Equal by value, whatever the order of their fields. */
export const same = (a: unknown, b: unknown): boolean => hashKey([a]) === hashKey([b])

/** What the server says now: a form in which nothing was changed follows; what somebody wrote stays. */
export function followed<T>(before: FormState<T>, shown: T): FormState<T> {
  if (before.shown === shown) return before
  return same(before.form, before.opened) ? startForm(shown) : { ...before, shown }
}

/** What was changed from `opened` to `mine`, done to `latest`: what nobody changed here is as it is there. Lists are whole. */
export function rebased<T>(opened: T, mine: T, latest: T): T {
  if (same(opened, mine)) return latest
  if (!isRecord(opened) || !isRecord(mine) || !isRecord(latest)) return mine
  const names = new Set([...Object.keys(latest), ...Object.keys(mine)])
  const parts = [...names].map((name) => [name, rebased(opened[name], mine[name], latest[name])] as const)
  // Each field is of the form's own: `mine`'s or `latest`'s.
  return Object.fromEntries(parts.filter(([, value]) => value !== undefined)) as T
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

/** A form over what the server keeps, which others may change meanwhile. */
export function useForm<T>(shown: T) {
  const [before, setState] = useState(() => startForm(shown))
  const now = followed(before, shown)
  if (now !== before) setState(now)
  const changed = !same(now.form, now.opened)
  return {
    form: now.form,
    opened: now.opened,
    changed,
    /** Somebody else saved something else since this form was begun. */
    behind: changed && !same(now.opened, now.shown),
    change: (form: T) => setState((one) => ({ ...one, form })),
    /** As the server has it. */
    discard: () => setState(startForm(shown)),
    /** This was saved: it is what the form begins from now. */
    saved: (form: T) => setState((one) => ({ ...one, opened: form })),
  }
}
