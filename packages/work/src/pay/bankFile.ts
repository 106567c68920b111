import type { Currency } from "@justesse/types"
import { sheetText } from "@justesse/types/spreadsheet"
import { toTransfer } from "../ledger/currency.ts"
import { type Micros, sumMicros } from "../ledger/money.ts"

/** An account at a bank, as a person or an operator entered it. */
interface BankAccount {
  readonly name: string
  /** With or without blanks. */
  readonly iban: string
}

/** One payout in a file: a whole number of minor units. */
export interface FilePayout {
  /** Number of the payout here; the bank's answer names it. */
  readonly number: number
  readonly to: BankAccount
  readonly amountMicros: Micros
}

/** What a file for a bank says of itself. */
interface FileHead {
  readonly number: number
  readonly from: BankAccount
  /** `2026-11-30T09:30:00` and the day on which the bank is to pay. */
  readonly madeAt: string
  readonly payDay: string
}

/**
 * An IBAN without blanks, in capitals; null where its check digits are wrong (ISO 13616, ISO 7064 MOD 97-10).
 * @example readIban("FR76 3000 6000 0112 3456 7890 189") // "FR7630006000011234567890189"
 */
export function readIban(text: string): string | null {
  const iban = text.replace(/\s/g, "").toUpperCase()
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(iban)) return null
  let rest = 0
  for (const sign of iban.slice(4) + iban.slice(0, 4)) {
    const value = Number.parseInt(sign, 36)
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97
  }
  return rest === 1 ? iban : null
}

/** The text in the signs that every bank of the scheme takes: letters without accents, digits, a few marks; others become full stops. */
function bankText(text: string, most: number): string {
  const plain = text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/ß/g, "ss")
    .replace(/[æÆ]/g, "ae")
    .replace(/[œŒ]/g, "oe")
    .replace(/[øØ]/g, "o")
  return plain
    .replace(/[^A-Za-z0-9/\-?:().,'+ ]/gu, ".")
    .trim()
    .slice(0, most)
}

const MOST_EUROS = 1_000_000_000

/** Why a file cannot be made: of which payout, and what. Nothing is left out silently. */
type FileFault = { readonly number: number; readonly what: "iban" | "amount" | "name" }

/** The payouts that no bank file can hold; number 0 is the account that pays. */
export function findFileFaults(head: Pick<FileHead, "from">, payouts: readonly FilePayout[]): FileFault[] {
  const faultOf = (number: number, { iban, name }: BankAccount): FileFault[] => {
    if (readIban(iban) === null) return [{ number, what: "iban" }]
    return /[A-Za-z0-9]/.test(bankText(name, 70)) ? [] : [{ number, what: "name" }]
  }
  const own = payouts.flatMap(({ number, to, amountMicros }): FileFault[] => {
    const { transferMicros, remainderMicros } = toTransfer(Math.max(0, amountMicros), "EUR")
    const isPayable = remainderMicros === 0 && transferMicros > 0 && amountMicros < MOST_EUROS * 1_000_000
    return isPayable ? faultOf(number, to) : [{ number, what: "amount" }]
  })
  return [...faultOf(0, head.from), ...own]
}

/**
 * A file of transfers in euros that a bank's page takes (ISO 20022, pain.001.001.09, SEPA credit transfer).
 * @throws RangeError `NOT_FOR_A_BANK` where {@link findFileFaults} finds something
 */
export function writeBankFile(head: FileHead, payouts: readonly FilePayout[]): string {
  const [fault] = findFileFaults(head, payouts)
  if (fault || payouts.length === 0)
    throw new RangeError(`NOT_FOR_A_BANK: ${fault?.number ?? "no"} ${fault?.what ?? "payout"}`)
  const id = `JUSTESSE-${head.number}`
  const count = `<NbOfTxs>${payouts.length}</NbOfTxs>`
  const sum = `<CtrlSum>${euros(sumMicros(payouts.map(({ amountMicros }) => amountMicros)))}</CtrlSum>`
  const name = bankText(head.from.name, 70)
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"><CstmrCdtTrfInitn>',
    `<GrpHdr><MsgId>${id}</MsgId><CreDtTm>${head.madeAt}</CreDtTm>${count}${sum}<InitgPty><Nm>${name}</Nm></InitgPty></GrpHdr>`,
    `<PmtInf><PmtInfId>${id}</PmtInfId><PmtMtd>TRF</PmtMtd>${count}${sum}`,
    `<PmtTpInf><SvcLvl><Cd>SEPA</Cd></SvcLvl></PmtTpInf><ReqdExctnDt><Dt>${head.payDay}</Dt></ReqdExctnDt>`,
    `<Dbtr><Nm>${name}</Nm></Dbtr>${accountXml("DbtrAcct", head.from)}`,
    "<DbtrAgt><FinInstnId><Othr><Id>NOTPROVIDED</Id></Othr></FinInstnId></DbtrAgt><ChrgBr>SLEV</ChrgBr>",
    ...payouts.map(transferXml),
    "</PmtInf></CstmrCdtTrfInitn></Document>\n",
  ].join("\n")
}

function euros(amountMicros: Micros): string {
  return toTransfer(amountMicros, "EUR").amount
}

function accountXml(tag: "DbtrAcct" | "CdtrAcct", { iban }: BankAccount): string {
  return `<${tag}><Id><IBAN>${readIban(iban)}</IBAN></Id></${tag}>`
}

function transferXml({ number, to, amountMicros }: FilePayout): string {
  const id = `<PmtId><EndToEndId>PAYOUT-${number}</EndToEndId></PmtId>`
  const amount = `<Amt><InstdAmt Ccy="EUR">${euros(amountMicros)}</InstdAmt></Amt>`
  const creditor = `<Cdtr><Nm>${bankText(to.name, 70)}</Nm></Cdtr>${accountXml("CdtrAcct", to)}`
  return `<CdtTrfTxInf>${id}${amount}${creditor}<RmtInf><Ustrd>Justesse ${number}</Ustrd></RmtInf></CdtTrfTxInf>`
}

/** A text that no spreadsheet computes: a phone number or an account, also with a sign before it. */
const PLAIN = /^\+\d[\d ]*$/

/** The same payouts as a table, in any currency, for a bank or a service that takes one; cells that no spreadsheet runs. */
export function writePayoutTable(payouts: readonly FilePayout[], currency: Currency): string {
  // An account such as +221 77 is no formula and stays as it is; whatever could be one is guarded.
  const cell = (text: string) => `"${(PLAIN.test(text) ? text : sheetText(text)).replaceAll('"', '""')}"`
  const rows = payouts.map(({ number, to, amountMicros }) => {
    return [String(number), cell(to.name), cell(to.iban), toTransfer(amountMicros, currency).amount, currency].join(",")
  })
  return `${["number,name,account,amount,currency", ...rows].join("\r\n")}\r\n`
}
