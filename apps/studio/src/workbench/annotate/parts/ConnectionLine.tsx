import { countReady, savingStatus } from "@justesse/editor"
import { useSentence } from "../../../failures/useSentence.ts"
import { useT } from "../../../i18n/useT.ts"
import { NetLine, Trouble } from "../../parts/NetLine.tsx"
import { useSending, useStore, useTaskContext } from "../ui.ts"

/** Trouble with the connection, and what becomes of the work meanwhile. */
export function ConnectionLine() {
  const t = useT("task")
  const offline = useT("offline")
  const sentence = useSentence()
  const { store } = useTaskContext()
  const { model } = store
  const online = useStore((snapshot) => snapshot.online)
  const failure = useStore((snapshot) => snapshot.failure)
  const ahead = useStore(countReady)
  const kept = useStore(({ looking, task }) => !looking && savingStatus(task) === "kept_here")
  const trouble = useSending((sending) => sending.trouble)
  const keeps = useSending((sending) => sending.keeps)
  if (failure?.code === "not_signed_in" || trouble === "signed_out")
    return <Trouble what="signedOut" title={t("net.signedOut")} text={t("net.kept")} />
  if (trouble === "other_person")
    return <NetLine icon="lock" title={offline("line.otherPerson")} text={offline("line.otherPersonText")} />
  if (failure?.code === "already_submitted" && model?.editable)
    return (
      <NetLine alert text={offline("line.answered")}>
        <button onClick={() => store.act("correct")} type="button">
          {offline("line.correct")}
        </button>
      </NetLine>
    )
  if (!online || kept || failure?.code === "offline" || trouble) {
    const text = ahead > 0 ? offline("line.ready", { count: ahead }) : offline("line.last")
    return <Trouble what="offline" title={t(online ? "net.noAnswer" : "net.none")} text={text} />
  }
  if (failure)
    return (
      <NetLine alert text={sentence(failure.error)}>
        <button onClick={() => store.act("clearFailure")} type="button">
          {t("hint.close")}
        </button>
      </NetLine>
    )
  return keeps ? null : (
    <NetLine icon="net" title={offline("line.keepsNothing")} text={offline("line.keepsNothingText")} />
  )
}
