import { LOOK_COMMANDS, PROPOSE_COMMANDS, REVIEW_COMMANDS } from "@justesse/editor"
import { useMemo } from "react"
import { useT } from "../../i18n/useT.ts"
import { useCommandActs } from "../../shell/palette/commandActs.ts"
import { usePageActs } from "../../shell/palette/pageActs.ts"
import { type ReviewContext, useReviewState, useUiState } from "./ui.ts"

const COMMANDS = [...REVIEW_COMMANDS, ...LOOK_COMMANDS]
/** What can be done while a rejection is proposed; nothing decides a difference then. */
const PROPOSING = [...PROPOSE_COMMANDS, ...REVIEW_COMMANDS.filter(({ id }) => id === "review.sendBack")]
/** Answers whose letter is a key: E edits. */
const WITH_KEY = "ABCDF"
const NO_LETTERS: readonly string[] = []

/** The key that takes all of an answer; undefined for one without. */
export function keyOfAll(letter: string): string | undefined {
  return WITH_KEY.includes(letter) ? `⇧${letter}` : undefined
}

/** What can be done on the review page, for the palette: the commands, and each person's answers at once. */
export function useReviewActs({ run }: Pick<ReviewContext, "run">): void {
  const t = useT("review")
  const find = useT("find")
  const proposes = useUiState(({ panel, judging }) => {
    const said = panel === "back" ? judging?.panel : null
    return said !== null && typeof said === "object" && said.act === "propose"
  })
  const commands = useCommandActs(proposes ? PROPOSING : COMMANDS, run)
  const letters = useReviewState((state) => state.task?.letters ?? NO_LETTERS)
  const [name, words] = [t("more.takeAll", { letter: "%" }), find("do.review.takeAll")]
  usePageActs(
    useMemo(() => {
      const all = letters.map((letter) => {
        const keys = keyOfAll(letter)
        const act = { id: `review.takeAll ${letter}`, name: name.replace("%", letter), words }
        return { ...act, run: () => run("review.takeAll", letter), ...(keys && { keys }) }
      })
      return proposes ? commands : [...commands, ...all]
    }, [commands, letters, name, words, run, proposes]),
  )
}
