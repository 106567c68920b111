import { type ReactNode, Suspense, useLayoutEffect } from "react"
import { useT } from "../../../i18n/useT.ts"
import { lazyPart } from "../../../shell/upgrade/lazyPart.tsx"
import { countCommit } from "../../canvas/counters.ts"
import { Column } from "../../parts/Column.tsx"
import { useAnswered } from "../../questions/useThreads.ts"
import { TaskFoot } from "../parts/Foot.tsx"
import { GuidePanel } from "../parts/GuidePanel.tsx"
import { useUi } from "../ui.ts"

const ThreadPanel = lazyPart(() => import("../../questions/ThreadPanel.tsx"), "ThreadPanel")

/** The column beside what a task is about, with its foot; over it the guideline, or what was answered to a question. */
export function TaskColumn({ children }: { readonly children: ReactNode }) {
  const t = useT("task")
  const guideline = useUi((snapshot) => snapshot.guideline)
  const answered = useAnswered()
  useLayoutEffect(countCommit)
  return (
    <Column
      guide={
        guideline
          ? (footHeight) => <GuidePanel footHeight={footHeight} />
          : answered &&
            ((footHeight) => (
              <Suspense fallback={null}>
                <ThreadPanel footHeight={footHeight} thread={answered} />
              </Suspense>
            ))
      }
      label={t("column")}
    >
      {children}
      <TaskFoot />
    </Column>
  )
}
