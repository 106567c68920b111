import { api } from "../api.ts"
import { signedOut } from "../shell/store.ts"
import { indexedDrafts } from "../workbench/annotate/model/localDrafts.ts"
import { trpcTransport } from "../workbench/annotate/trpcTransport.ts"
import { firstOf, indexedActs, memoryActs } from "./acts.ts"
import { AHEAD } from "./ahead.ts"
import { offlineDatabase } from "./database.ts"
import { exclusively } from "./exclusive.ts"
import { ActSender } from "./sender.ts"

let current: { readonly person: number; readonly sender: ActSender } | null = null

/** What sends the acts of one person, one for all pages of this window. Of somebody else, who was here before, nothing goes out. */
export function senderOf(person: number): ActSender {
  if (current?.person === person) return current.sender
  current?.sender.close()
  const sender = makeSender(person)
  current = { person, sender }
  return sender
}

function makeSender(person: number): ActSender {
  const sender: ActSender = new ActSender({
    person,
    transport: trpcTransport,
    store: firstOf(indexedActs, memoryActs()),
    exclusively,
    whoseSession: async () => (await api.account.me.query({})).person?.id ?? null,
    want: () => AHEAD,
    onSent: (assignmentId) => void indexedDrafts.forget(assignmentId),
  })
  void offlineDatabase().catch(() => sender.keepNothing())
  window.addEventListener("online", () => void sender.drain())
  signedOut.subscribe((isOut) => {
    if (!isOut) void sender.drain()
  })
  void sender.start()
  return sender
}
