import type { ReactNode } from "react"
import { AnswerLine } from "../../questions/AnswerLine.tsx"
import { AskLayer } from "../../questions/AskLayer.tsx"
import { ConnectionLine } from "../parts/ConnectionLine.tsx"
import { Hint } from "../parts/Hint.tsx"
import { PaceWatch } from "../parts/pace/Watch.tsx"
import { SaverLine } from "../parts/SaverLine.tsx"

/** What is said over a task, whatever it shows: that it is not kept, how to go on, what was answered; `under` lies below a question. */
export function TaskLines({ under, hasHint = true }: { readonly under?: ReactNode; readonly hasHint?: boolean }) {
  return (
    <>
      <SaverLine />
      <PaceWatch />
      {hasHint && <Hint />}
      <ConnectionLine />
      <AnswerLine />
      {under}
      <AskLayer />
    </>
  )
}
