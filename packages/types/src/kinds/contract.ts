import type { RejectionReason } from "../decisions/judgement.ts"
import type { Label } from "../ontology.ts"
import type { TextRule } from "../project.ts"
import type { Shape } from "../shapes/list.ts"
import type { TaskAbout } from "./about.ts"
import type { AssetKind } from "./assets.ts"

/** What every kind of task says about itself. One value for each kind, all of them in `list.ts`. */
export interface KindType {
  /** What its tasks are about: which files a project takes. None: its tasks are about no asset. */
  readonly assets: readonly AssetKind[]
  /** How much of a picture is seen at first in a project that never chose: all of it, or its whole width. */
  readonly opening: "fit" | "width"
  /**
   * Regions are lines of text that are read one after the other, each to be written or marked: letters are text everywhere on the
   * page. Where it is false a region may carry text too, if its label says so.
   */
  readonly readsLines: boolean
  /** How texts may differ and still agree, in a project that never chose; absent: not at all. */
  readonly sameTexts?: readonly TextRule[]
  /** What its answers consist of: things that are placed on a picture, stretches of time, or what is said of the whole asset. */
  readonly parts: "placed" | Extract<Shape["type"], "whole" | "span">
  /** Its tasks may be about no asset at all: a row of a table, or nothing but what is asked. */
  readonly alone?: true
  /** Its labels are the questions of a form, each answered by a value. */
  readonly asksFields?: true
  /** Each of its tasks is about one such thing on an asset; absent: about the asset, so that each asset is a task. */
  readonly about?: TaskAbout["type"]
  /** The labels that its answers always have; absent: those that a project chose. */
  readonly verdicts?: readonly Label[]
  /**
   * For what an answer may be rejected, of the closed list, in the order in which it is offered; none for an opinion, which nobody can
   * judge. Fraud goes another way.
   */
  readonly reasons: readonly RejectionReason[]
}
