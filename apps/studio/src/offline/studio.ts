import { api, queryClient } from "../api.ts"
import { signedOut } from "../shell/store.ts"
import { meOptions } from "../shell/useMe.ts"
import { indexedDrafts } from "../workbench/annotate/model/localDrafts.ts"
import { trpcTransport } from "../workbench/annotate/trpcTransport.ts"
import { indexedOutbox } from "../workbench/review/model/outbox.ts"
import { trpcReview } from "../workbench/review/transport.ts"
import { firstOf, indexedActs, memoryActs } from "./acts.ts"
import { aheadOf } from "./ahead.ts"
import { type BeatKeeper, indexedBeats } from "./beats.ts"
import { offlineDatabase } from "./database.ts"
import { type Decisions, decisionsHere, makeDecisions } from "./decisions.ts"
import { exclusively } from "./exclusive.ts"
import { ActSender } from "./sender.ts"

interface OfPerson {
  readonly sender: ActSender
  readonly beats: BeatKeeper
  readonly decisions: Decisions
}

let current: (OfPerson & { readonly person: number }) | null = null

/**
 * What sends the acts of one person and tells their time, one for all pages of this window. Of somebody else, who was here before,
 * nothing goes out.
 */
export function sendersOf(person: number): OfPerson {
  if (current?.person === person) return current
  current?.sender.close()
  current?.decisions.close()
  const beats = indexedBeats({
    person,
    exclusively,
    whoseSession,
    send: (beat) => trpcTransport.heartbeat(beat, false),
  })
  const transportOf = (look: "first" | "second") => trpcReview({ look, sinceMs: null })
  const outbox = indexedOutbox(() => decisions.keepNothing())
  const decisions: Decisions = makeDecisions({ person, outbox, transportOf, exclusively, whoseSession })
  current = { person, sender: makeSender(person, beats), beats, decisions }
  decisionsHere.setState({ decisions })
  void decisions.drain()
  return current
}

/** Whose session it is now; null for nobody. */
export const whoseSession = async () => (await api.account.me.query({})).person?.id ?? null

function makeSender(person: number, beats: BeatKeeper): ActSender {
  const sender: ActSender = new ActSender({
    person,
    transport: trpcTransport,
    store: firstOf(indexedActs, memoryActs(), () => sender.keepNothing()),
    exclusively,
    whoseSession,
    want: () => aheadOf(queryClient.getQueryData(meOptions().queryKey)?.person?.preferences),
    onSent: (assignmentId) => {
      void indexedDrafts.forget(assignmentId)
      void beats.drain()
    },
  })
  void offlineDatabase().catch(() => sender.keepNothing())
  window.addEventListener("online", () => {
    void sender.drain()
    void beats.drain()
    void current?.decisions.drain()
  })
  signedOut.subscribe((isOut) => {
    if (isOut) return
    void sender.drain()
    void current?.decisions.drain()
  })
  void sender.start()
  void beats.drain()
  return sender
}
