/**
 * Paid time without a lease: reading of feedback, decisions and guidelines, and breaks. Waiting for a picture is part of its lease.
 */
const READING_PER_DAY = 600
const READING_PER_VERSION = 600
const BREAK_PER_HOUR = 300

/** Seconds of reading feedback and decisions that count: ten minutes a day. @param readToday counted before on this day */
export function creditReading(seconds: number, readToday: number): number {
  return Math.max(0, Math.min(seconds, READING_PER_DAY - readToday))
}

/** Seconds of reading a guideline that count: ten minutes a version. @param readBefore counted before for this version */
export function creditGuideline(seconds: number, readBefore: number): number {
  return Math.max(0, Math.min(seconds, READING_PER_VERSION - readBefore))
}

/**
 * Seconds of a break that count: five minutes an active hour, of the hours of this session, whole seconds (WEL-2).
 * @param takenBefore counted as breaks before in the session
 */
export function creditBreak(seconds: number, activeSeconds: number, takenBefore: number): number {
  const earned = Math.floor((activeSeconds * BREAK_PER_HOUR) / 3_600)
  return Math.max(0, Math.min(seconds, earned - takenBefore))
}
