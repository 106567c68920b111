/**
 * Of what time is, in the order of the numbers that are stored. `lease`: worked on a task; `reading`: of the guideline, of feedback and
 * decisions; `break`: the part of a break that counts; `claim`: missing time that was granted; `review`: of answers that others gave;
 * `mentoring`: of a learner who wants it.
 */
export const TIME_KINDS = ["lease", "reading", "break", "claim", "review", "mentoring"] as const
/** The word for it; its place in {@link TIME_KINDS} is the number stored. */
export type TimeKind = (typeof TIME_KINDS)[number]
