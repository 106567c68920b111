import type { Micros } from "../ledger/money.ts"
import type { Quote } from "./quote.ts"
import { timeMicros } from "./terms.ts"

/** A project's money as it lies on its accounts, and what it pays for. */
interface BudgetFacts {
  readonly freeMicros: Micros
  /** On tranches, allowances and reserves. */
  readonly reservedMicros: Micros
  /** Answers that the project still asks for, those in hand included. */
  readonly answersLeft: number
  /** Of a bonus and of review, for each answer. */
  readonly besideMicros: Micros
  /** Answers a day of the last week; 0 where nobody worked. */
  readonly answersPerDay: number
}

/** What an owner reads about a project's money. */
interface Budget {
  /** What finishing costs by the mean, and by its upper end. */
  readonly expectedMicros: Micros
  readonly quotedMicros: Micros
  /** What has to be paid in for it, beyond what is free and reserved; 0 when it is there. */
  readonly missingMicros: Micros
  /** Whole days that the money lasts at the pace of the last week; null where nobody works or it is enough. */
  readonly lastsDays: number | null
}

/** Days before the end of the money from which on an owner is told. */
const SOON_DAYS = 2

/** Computes what finishing a project costs, and until when its money lasts. */
export function forecastBudget(facts: BudgetFacts, quoted: Quote, floorMicrosPerHour: Micros): Budget {
  const { freeMicros, reservedMicros, answersLeft, besideMicros, answersPerDay } = facts
  const oneMicros = timeMicros(floorMicrosPerHour, Math.ceil(quoted.meanSeconds)) + besideMicros
  const expectedMicros = oneMicros * answersLeft
  const quotedMicros = (quoted.quotedMicros + besideMicros) * answersLeft
  const thereMicros = freeMicros + reservedMicros
  const perDayMicros = oneMicros * answersPerDay
  const isEnough = quotedMicros <= thereMicros
  return {
    expectedMicros,
    quotedMicros,
    missingMicros: Math.max(0, quotedMicros - thereMicros),
    lastsDays: isEnough || perDayMicros === 0 ? null : Math.floor(thereMicros / perDayMicros),
  }
}

/** Whether an owner is told that the money runs out. */
export function isRunningOut({ lastsDays }: Pick<Budget, "lastsDays">): boolean {
  return lastsDays !== null && lastsDays <= SOON_DAYS
}
