import { z } from "zod"

/** Kinds of work that no project may ask for: they pay people to pretend to be somebody, or to want something. */
export const RefusedKind = z.enum(["sign_ups", "visits", "likes", "reviews", "captchas", "contest_entries"])
export type RefusedKind = z.infer<typeof RefusedKind>

/** The parts of a project in which refused kinds of work are looked for. */
export const AskedIn = z.enum(["name", "purpose", "guideline", "labels"])
export type AskedIn = z.infer<typeof AskedIn>
