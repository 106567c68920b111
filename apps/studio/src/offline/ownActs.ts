import { api, refresh } from "../api.ts"
import { type AuthorAct, type AuthorActs, makeAuthorActs } from "./authorActs.ts"

let current: (AuthorActs & { readonly person: number }) | null = null

/** What sends the acts of one person about decisions, one for all pages of this window; what waits goes out at once. */
export function authorActsOf(person: number): AuthorActs {
  if (current?.person === person) return current
  current?.close()
  const acts = makeAuthorActs({
    person,
    send: sendAct,
    whoseSession: async () => (await api.account.me.query({})).person?.id ?? null,
    onChange: () => void refresh("decision", "question", "account"),
  })
  current = { ...acts, person }
  void acts.drain()
  return current
}

function sendAct({ id: act, decision, kind, text }: AuthorAct): Promise<unknown> {
  const about = { decision, act }
  switch (kind) {
    case "appeal":
      return api.decision.appeal.mutate({ ...about, text, evidence: [] })
    case "reply":
      return api.decision.say.mutate({ ...about, text })
    case "keep":
      return api.decision.keep.mutate(about)
    case "leave":
      return api.decision.leave.mutate(about)
    case "take_back":
      return api.decision.takeBack.mutate(about)
  }
}
