import { inLanguage, isOpinion } from "@justesse/types"
import { useLanguage, useT } from "../../../i18n/useT.ts"
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
      <Picture above={<Question />} className={styles.main ?? ""} over={<LastAnswers />} />
      <TaskColumn>
        <Answers />
      </TaskColumn>
    </>
  )
}

function Question() {
  const t = useT("oneByOne")
  const language = useLanguage()
  const opinion = useTask((task) => isOpinion(task.kind))
  const answers = useTask((task) => task.ontology.answers)
  const wasSent = useStore((store) => store.looking !== null)
  const own = answers?.question && inLanguage(answers.question, language)
  return (
    <div className={styles.question}>
      <h1 dir="auto">{own || t(answers?.several ? "askedSeveral" : "askedOne")}</h1>
      {!wasSent && <span>{t(answers?.several ? "howSeveral" : opinion ? "howOpinion" : "howOne")}</span>}
    </div>
  )
}
