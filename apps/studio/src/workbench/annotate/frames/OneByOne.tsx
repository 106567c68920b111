import { isOneKey } from "@justesse/editor"
import { inLanguage } from "@justesse/types"
import { Suspense } from "react"
import { useLanguage, useT } from "../../../i18n/useT.ts"
import { lazyPart } from "../../../shell/upgrade/lazyPart.tsx"
import { isPictured } from "../../media/pictured.ts"
import { useStore, useTask } from "../ui.ts"
import { Answers } from "./Answers.tsx"
import { LastAnswers } from "./LastAnswers.tsx"
import styles from "./oneByOne.module.css"
import { Picture } from "./Picture.tsx"
import { TaskColumn } from "./TaskColumn.tsx"

/** What is answered one after the other is worked on with: the question, the asset, and the answers with their keys. */
export function OneByOneFrame() {
  return (
    <>
      <Picture above={<Question />} className={styles.main ?? ""} below={<LastAnswers />} />
      <TaskColumn>
        <Answers />
      </TaskColumn>
    </>
  )
}

const SeenSoFar = lazyPart(() => import("../../media/SeenSoFar.tsx"), "SeenSoFar")

/** How far what is played or read was seen; nothing of a picture. */
function Progress() {
  const media = useStore(({ looking, task }) => (looking?.sent ?? task?.lease)?.media)
  return media && !isPictured(media) ? (
    <Suspense fallback={null}>
      <SeenSoFar />
    </Suspense>
  ) : null
}

function Question() {
  const t = useT("oneByOne")
  const language = useLanguage()
  const oneKey = useTask(isOneKey)
  const answers = useTask((task) => task.ontology.answers)
  const wasSent = useStore((store) => store.looking !== null)
  const own = answers?.question && inLanguage(answers.question, language)
  return (
    <div className={styles.question}>
      <h1 dir="auto">{own || t(answers?.several ? "askedSeveral" : "askedOne")}</h1>
      <Progress />
      {!wasSent && <span>{t(answers?.several ? "howSeveral" : oneKey ? "howOne" : "howOpinion")}</span>}
    </div>
  )
}
