import { savingStatus } from "@justesse/editor"
import { useSentence } from "../../../failures/useSentence.ts"
import { useT } from "../../../i18n/useT.ts"
import { NetLine, Trouble } from "../../parts/NetLine.tsx"
import { useStore, useTaskContext } from "../ui.ts"

/** Trouble with the connection, and what becomes of the work meanwhile. */
export function ConnectionLine() {
  const t = useT("task")
  const sentence = useSentence()
  const { store } = useTaskContext()
  const online = useStore((snapshot) => snapshot.online)
  const failure = useStore((snapshot) => snapshot.failure)
  const kept = useStore(({ looking, task }) => !looking && savingStatus(task) === "kept_here")
  if (failure?.code === "not_signed_in")
    return <Trouble what="signedOut" title={t("net.signedOut")} text={t("net.kept")} />
  if (!online || kept || failure?.code === "offline") {
    const text = `${t("net.kept")} ${t(failure ? "net.notSent" : "net.later")}`
    return <Trouble what="offline" title={t(online ? "net.noAnswer" : "net.none")} text={text} />
  }
  if (!failure) return null
  return (
    <NetLine alert text={sentence(failure.error)}>
      <button onClick={() => store.act("clearFailure")} type="button">
        {t("hint.close")}
      </button>
    </NetLine>
  )
}
