import {
  listAddedAtClose,
  listOwnMovements,
  listOwnSessions,
  listPayable,
  type OwnSession,
  sumWaiting,
} from "@justesse/db/pay/mine"
import { findPayee, putPayee } from "@justesse/db/pay/payees"
import { listPayouts } from "@justesse/db/pay/payouts"
import { type Currency, ProjectSlug } from "@justesse/types"
import { sheetText } from "@justesse/types/spreadsheet"
import type { MyBalance, MySessions, Payee, PayeeShown, StatementShown, Stretch } from "@justesse/types/wire/pay"
import { toTransfer } from "@justesse/work/ledger/currency"
import { nextPayoutDay } from "@justesse/work/pay/payoutDay"
import { makeStatement } from "@justesse/work/pay/statement"
import type { z } from "zod"
import type { Deps } from "../core/deps.ts"
import { inTransaction } from "../core/transaction.ts"
import { endOf } from "./payouts.ts"

type Reading = Pick<Deps, "storage" | "nowMs">

/** Payouts of one's own that a page shows. */
const MOST_SHOWN = 200

/** `pay.balance`: what is somebody's to take out, what is not theirs yet, and what they took out. */
export async function showBalance(
  { storage: { db }, nowMs, settings }: Reading & Pick<Deps, "settings">,
  personId: number,
): Promise<MyBalance> {
  const [payable, undecided, open, out] = await Promise.all([
    listPayable(db, personId),
    sumWaiting(db, personId),
    listAddedAtClose(db, personId, nowMs()),
    listPayouts(db, { personId }, MOST_SHOWN),
  ])
  const currencies = new Set<Currency>([...payable, ...undecided, ...open].map(({ currency }) => currency))
  const balances = [...currencies].sort().map((currency) => {
    const payableMicros = payable.find((one) => one.currency === currency)?.payableMicros ?? 0
    const waiting = undecided.find((one) => one.currency === currency)
    const added = open.filter((one) => one.currency === currency)
    const { transferMicros, remainderMicros } = toTransfer(payableMicros, currency)
    return {
      ...{ currency, payableMicros, transferMicros, remainderMicros },
      bonusUndecidedMicros: waiting?.undecidedMicros ?? 0,
      answersUndecided: waiting?.undecided ?? 0,
      bonusHeldMicros: waiting?.heldMicros ?? 0,
      addedAtCloseMicros: added.reduce((sum, { due }) => sum + due.paidMicros, 0),
      owedMicros: waiting?.owedMicros ?? 0,
    }
  })
  return {
    balances,
    payouts: out.map(({ number, currency, amountMicros, state, account, fileId, askedAtMs, changedAtMs }) => ({
      ...{ payout: number, currency, amountMicros, state, accountEnd: endOf(account), askedAtMs, changedAtMs },
      wasSent: fileId !== null,
    })),
    payoutDay: nextPayoutDay(settings.get().payoutDay, nowMs()),
  }
}

/** `pay.sessions`: one's own sessions of a time with what they paid. */
export async function showSessions(
  { storage: { db } }: Reading,
  personId: number,
  input: z.infer<typeof Stretch>,
): Promise<MySessions> {
  const found = await listOwnSessions(db, personId, input)
  const { fromMs, untilMs } = input
  const appeals = [...(await listOwnMovements(db, personId, untilMs))].flatMap(([currency, movements]) => {
    const own = movements.filter(({ transaction: { kind, atMs } }) => kind === "compensation" && atMs >= fromMs)
    const micros = own.reduce((sum, { amountMicros }) => sum + amountMicros, 0)
    return micros > 0 ? [{ currency, micros }] : []
  })
  return { sessions: found.map(toMySession), appeals }
}

function toMySession(own: OwnSession): MySessions["sessions"][number] {
  const { session, terms } = own
  const sentMicros = terms.reduce((sum, { accrued_micros }) => sum + accrued_micros, 0)
  const drawn = own.drawnMicros + session.allowance_drawn_micros + session.free_paid_micros
  const counts = new Map<number, number>()
  for (const { mode, state, price_micros } of terms)
    if (mode === "piece" && state === "submitted") counts.set(price_micros, (counts.get(price_micros) ?? 0) + 1)
  return {
    ...{ session: session.session_id, project: ProjectSlug.parse(own.slug), projectName: own.name },
    ...{ openedAtMs: own.openedAtMs, closedAtMs: own.closedAtMs, currency: session.currency },
    activeSeconds: Math.floor(own.activeMs / 1_000),
    unleasedSeconds: Math.floor(own.unleasedMs / 1_000),
    mentoringSeconds: Math.ceil(own.mentoringMs / 1_000),
    floorMicrosPerHour: session.floor_micros,
    pieces: [...counts].map(([priceMicros, count]) => ({ priceMicros, count })),
    sentMicros,
    addedMicros: Math.max(0, drawn - sentMicros),
    bonusMicros: own.bonusPaidMicros,
    owedMicros: session.owed_micros,
  }
}

/** `pay.statement`: facts from the ledger of a time. */
export async function showStatement(
  { storage: { db } }: Reading,
  personId: number,
  { fromMs, untilMs }: z.infer<typeof Stretch>,
): Promise<StatementShown> {
  const books = await listOwnMovements(db, personId, untilMs)
  const statements = [...books].map(([currency, movements]) => {
    const transactions = movements.map(({ transaction }) => transaction)
    const lines = movements.filter(({ transaction }) => transaction.atMs >= fromMs)
    return {
      currency,
      ...makeStatement(transactions, personId, fromMs, untilMs),
      lines: lines.map(({ number, project, ref, amountMicros, transaction: { atMs, kind } }) => ({
        ...{ number, atMs, kind, project, ref, amountMicros },
      })),
    }
  })
  const numbers = statements.flatMap(({ lines }) => lines.map(({ number }) => number))
  return { statements, lastMovement: numbers.length > 0 ? Math.max(...numbers) : null, csv: toCsv(statements) }
}

/** The lines as a table: amounts to the micro-unit, cells that no spreadsheet runs. */
function toCsv(statements: StatementShown["statements"]): string {
  const cell = (text: string) => `"${sheetText(text).replaceAll('"', '""')}"`
  const rows = statements.flatMap(({ currency, lines }) =>
    lines.map(({ number, atMs, kind, project, ref, amountMicros }) =>
      [
        ...[String(number), new Date(atMs).toISOString(), kind, cell(project ?? ""), cell(ref)],
        ...[(amountMicros / 1_000_000).toFixed(6), currency],
      ].join(","),
    ),
  )
  return `${["movement,at,kind,project,about,amount,currency", ...rows].join("\r\n")}\r\n`
}

/** `pay.payee`: where the caller works and their money goes. */
export async function showPayee({ storage }: Reading, personId: number): Promise<z.infer<typeof PayeeShown>> {
  return { payee: await findPayee(storage.db, personId) }
}

/** `pay.savePayee`: whatever was asked for before goes where it was asked for. */
export async function savePayee(deps: Reading, personId: number, payee: z.infer<typeof Payee>): Promise<void> {
  await inTransaction(deps, ({ storage: { db } }) => putPayee(db, personId, payee, deps.nowMs()))
}
