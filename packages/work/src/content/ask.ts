import {
  ContentClass,
  type ContentReports,
  type DeclaredContent,
  isContentClass,
  type ReportedClass,
} from "@justesse/types/content/classes"

/** So many people who say that the same class was not declared stop a project until its owner answers. */
const CONFIRMED_BY = 2

/** What is known of the pictures of a project: what its owner declared, and what people reported that nobody answered yet. */
export interface ContentStand {
  readonly declared: DeclaredContent | undefined
  readonly reported: ContentReports
}

/** What a project asks about before anybody is given a picture of it: what was declared, and what one person reported. */
export function askedClasses({ declared, reported }: ContentStand): ContentClass[] {
  const told = [...(declared?.classes ?? []), ...reported.map((one) => one.class)]
  return ContentClass.options.filter((one) => told.includes(one))
}

/** Whether reports stop a project: two people say the same, or one says what nobody may be given. */
export function isStoppedByReports({ reported }: Pick<ContentStand, "reported">): boolean {
  return reported.some((one) => one.people >= CONFIRMED_BY || !isContentClass(one.class))
}

/** What somebody has to be asked before they are given a picture of a project; nothing where they said yes to all of it. */
export function unansweredClasses(stand: ContentStand, yes: readonly ContentClass[]): ContentClass[] {
  return askedClasses(stand).filter((one) => !yes.includes(one))
}

/**
 * Whether somebody may be given pictures of a project, to label or to judge, whatever the way they come (WEL-5). This alone decides it:
 * a class that somebody has not said yes to is never shown to them.
 */
export function mayBeGiven(stand: ContentStand, yes: readonly ContentClass[]): boolean {
  return !isStoppedByReports(stand) && unansweredClasses(stand, yes).length === 0
}

/** Whether a report says something new: what people are asked about already, they knew. */
export function isUndeclared(stand: Pick<ContentStand, "declared">, found: ReportedClass): boolean {
  return !(stand.declared?.classes ?? []).includes(found)
}

/** How many more pictures of such classes somebody may be given, who chose so many an hour and was given `given` in the last one. */
export function roomForContent(anHour: number | null, given: number, wanted: number): number {
  return anHour === null ? wanted : Math.max(0, Math.min(wanted, anHour - given))
}
