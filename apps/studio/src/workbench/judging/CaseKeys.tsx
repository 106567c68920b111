import { type Command, EVERYWHERE_COMMANDS } from "@justesse/editor"
import { useT } from "../../i18n/useT.ts"
import { capsOf } from "../../keys/caps.ts"
import { useOwnKeys } from "../../keys/own.ts"
import { Keys } from "../parts/Keys.tsx"

interface Props {
  readonly commands: readonly Command[]
  readonly onClose: () => void
}

/** The keys of a page on which a case is judged, from the list of commands. */
export function CaseKeys({ commands, onClose }: Props) {
  const t = useT("judging")
  const review = useT("review")
  const all = useOwnKeys(commands)
  const everywhere = useOwnKeys(EVERYWHERE_COMMANDS).filter(({ id }) => id !== "undo" && id !== "redo")
  const lines = (some: readonly Command[]) =>
    some.map((one) => ({ id: one.id, name: t(`task:${one.labelKey}`), caps: capsOf(one, t).slice(0, 2) }))
  const isOwn = ({ id }: Command) => id.startsWith("judge.")
  return (
    <Keys
      close={review("keys.close")}
      groups={[
        { title: t("keys.judge"), lines: lines(all.filter(isOwn)) },
        { title: t("keys.picture"), lines: lines(all.filter((one) => !isOwn(one))) },
        { title: review("keys.everywhere"), lines: lines(everywhere) },
      ]}
      onClose={onClose}
      title={review("keys.title")}
    />
  )
}
