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
  /** People who may work at once, 1 or more. */
  readonly people: number
  /** What one session reserves at most (`sessionMicros`). */
  readonly sessionMicros: Micros
  /** What reading the guideline once is worth. */
  readonly readingMicros: Micros
}

/** What an owner reads about a project's money. */
interface Budget {
  /** What finishing costs by the mean, and by its upper end. */
  readonly expectedMicros: Micros
  readonly quotedMicros: Micros
  /** What must be there for so many people at once: then nobody is refused, and no session is short. */
  readonly atOnceMicros: Micros
  /** What has to be paid in for that, beyond what is free and reserved; 0 when it is there. */
  readonly missingMicros: Micros
  /** Whole days that the money lasts at the pace of the last week; null where nobody works or it is enough. */
  readonly lastsDays: number | null
  /** Whether an owner is told that the money runs out: it is too little for the job, and for two days or for one more session. */
  readonly isRunningOut: boolean
}

/** Days before the end of the money from which on an owner is told. */
const SOON_DAYS = 2

/**
 * Computes what finishing a project costs, what must be there for so many people at once, and until when its money lasts. Of these each may
 * hold a session's reserve, or as much as the rest of the job costs where that is less; and no more of them can begin than answers are left.
 */
export function forecastBudget(facts: BudgetFacts, quoted: Quote, floorMicrosPerHour: Micros): Budget {
  const { freeMicros, reservedMicros, answersLeft, besideMicros, answersPerDay, people } = facts
  const oneMicros = timeMicros(floorMicrosPerHour, Math.ceil(quoted.meanSeconds)) + besideMicros
  const expectedMicros = oneMicros * answersLeft
  const quotedMicros = (quoted.quotedMicros + besideMicros) * answersLeft
  const thereMicros = freeMicros + reservedMicros
  const perDayMicros = oneMicros * answersPerDay
  const isEnough = quotedMicros <= thereMicros
  const eachMicros = Math.max(facts.readingMicros, Math.min(facts.sessionMicros, quotedMicros))
  const atOnceMicros = quotedMicros + Math.min(people, answersLeft) * eachMicros
  const lastsDays = isEnough || perDayMicros === 0 ? null : Math.floor(thereMicros / perDayMicros)
  return {
    expectedMicros,
    quotedMicros,
    atOnceMicros,
    missingMicros: Math.max(0, atOnceMicros - thereMicros),
    lastsDays,
    isRunningOut: !isEnough && ((lastsDays !== null && lastsDays <= SOON_DAYS) || freeMicros < eachMicros),
  }
}

/** Words a minute at which a guideline is read slowly, and the seconds of it that are paid at most. */
const SLOW_WORDS = 100
const MOST_READING = 600

/** Seconds that somebody who reads slowly takes for a guideline, as far as they are paid. */
export function readingSeconds(markdown: string): number {
  const words = markdown.split(/\s+/).filter((word) => word !== "").length
  return Math.min(MOST_READING, Math.ceil((words * 60) / SLOW_WORDS))
}
