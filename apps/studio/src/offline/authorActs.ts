import type { DecisionId } from "@justesse/types"
import type { DecisionRow } from "@justesse/types/wire/decision"
import { createStore, type StoreApi } from "zustand/vanilla"
import { type FailureCode, isFailureCode } from "../failures/codes.ts"
import { codeOf } from "../failures/thrown.ts"
import { keepHere, keptActsKey, readHere } from "../shell/browserKeeps.ts"

/** What somebody does about a decision on an answer of theirs, beside repairing it. */
type AuthorActKind = Exclude<DecisionRow["acts"][number], "repair">

/** One such act, under an id that stays the same until it arrived: however often it is sent, it is done once. */
export interface AuthorAct {
  readonly id: string
  readonly decision: DecisionId
  readonly kind: AuthorActKind
  readonly text: string
  readonly madeAtMs: number
}

/** An act that is on this computer alone; `refused`: the server did not take it, and why. */
export interface KeptAct extends AuthorAct {
  readonly refused: FailureCode | null
}

/** Acts of one person that the server does not have yet. */
export interface AuthorActs {
  readonly view: StoreApi<{ readonly kept: readonly KeptAct[] }>
  /** Sends an act; without a network it is kept and goes out by itself later. @throws what the server says against it */
  post(act: AuthorAct): Promise<"sent" | "kept">
  /** An act is not sent any more, or its refusal was read. */
  drop(id: string): void
  /** Sends what is kept, in order, until nothing is or nothing comes through. */
  drain(): Promise<void>
  close(): void
}

interface Given {
  readonly person: number
  readonly send: (act: AuthorAct) => Promise<unknown>
  /** Whose session it is now: of somebody else nothing goes out. */
  readonly whoseSession: () => Promise<number | null>
  /** Something that was kept has arrived, or was refused. */
  readonly onChange: () => void
}

const AGAIN_MS = 20_000

function isKept(row: unknown): row is KeptAct {
  if (typeof row !== "object" || row === null) return false
  const { id, decision, kind, text, madeAtMs, refused }: Partial<Record<keyof KeptAct, unknown>> = row
  const isSaid = [id, decision, kind, text].every((value) => typeof value === "string")
  return isSaid && typeof madeAtMs === "number" && (refused === null || isFailureCode(refused))
}

function readKept(person: number): readonly KeptAct[] {
  try {
    const rows: unknown = JSON.parse(readHere(keptActsKey(person)) ?? "[]")
    return Array.isArray(rows) ? rows.filter(isKept) : []
  } catch {
    return []
  }
}

/** Sends what an author does about a decision, now or when there is a network again. */
export function makeAuthorActs({ person, send, whoseSession, onChange }: Given): AuthorActs {
  const view = createStore<{ readonly kept: readonly KeptAct[] }>(() => ({ kept: readKept(person) }))
  let timer: ReturnType<typeof setTimeout> | undefined
  let draining: Promise<void> | null = null
  const list = () => {
    const kept = readKept(person)
    view.setState({ kept })
    return kept
  }
  const store = (change: (kept: readonly KeptAct[]) => readonly KeptAct[]) => {
    const kept = change(readKept(person))
    keepHere(keptActsKey(person), kept.length === 0 ? null : JSON.stringify(kept))
    list()
  }
  const drop = (id: string) => store((kept) => kept.filter((one) => one.id !== id))
  const later = () => {
    clearTimeout(timer)
    timer = setTimeout(() => void drain(), AGAIN_MS)
  }
  /** False when nothing comes through. */
  const sendOne = async (act: KeptAct): Promise<boolean> => {
    try {
      await send(act)
      drop(act.id)
    } catch (error) {
      const code = codeOf(error)
      if (code === "offline" || code === "not_signed_in") return false
      store((kept) => kept.map((one) => (one.id === act.id ? { ...one, refused: code } : one)))
    }
    onChange()
    return true
  }
  const drainAll = async () => {
    if (!list().some(({ refused }) => refused === null)) return
    if ((await whoseSession().catch(() => null)) !== person) return later()
    for (const act of list()) if (act.refused === null && !(await sendOne(act))) return later()
  }
  const drain = () => {
    draining ??= drainAll().finally(() => {
      draining = null
    })
    return draining
  }
  const onOnline = () => void drain()
  const onStorage = ({ key }: StorageEvent) => key === keptActsKey(person) && list()
  window.addEventListener("online", onOnline)
  window.addEventListener("storage", onStorage)
  return {
    view,
    drop,
    drain,
    async post(act) {
      try {
        await send(act)
        return "sent"
      } catch (error) {
        if (codeOf(error) !== "offline") throw error
        store((kept) => [...kept, { ...act, refused: null }])
        // A browser that keeps nothing has not kept it: then it is as it was, and said so.
        if (!view.getState().kept.some(({ id }) => id === act.id)) throw error
        later()
        return "kept"
      }
    },
    close() {
      clearTimeout(timer)
      window.removeEventListener("online", onOnline)
      window.removeEventListener("storage", onStorage)
    },
  }
}
