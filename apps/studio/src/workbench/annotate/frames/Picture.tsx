import { type ReactNode, Suspense, useCallback, useEffect, useMemo } from "react"
import { useLanguage, useT } from "../../../i18n/useT.ts"
import { useFormat } from "../../../locale/useFormat.ts"
import { lazyPart } from "../../../shell/upgrade/lazyPart.tsx"
import { RegionCanvas } from "../../canvas/Surface.tsx"
import { useLoupe } from "../../canvas/useLoupe.ts"
import { isPictured } from "../../media/pictured.ts"
import styles from "../../parts/frame.module.css"
import { Pins } from "../../questions/Pins.tsx"
import { LookOn } from "../../seeing/LookOn.tsx"
import { MiniMap } from "../../seeing/MiniMap.tsx"
import { SharpLine } from "../../seeing/SharpLine.tsx"
import { PictureFailed } from "../parts/EmptyStates.tsx"
import { taskSeen, useKind, useModel, useStore, useTask, useTaskContext, useUi } from "../ui.ts"
import { TaskLines } from "./TaskLines.tsx"

const loadStrip = () => import("../parts/Strip.tsx")
/** Where a text is written that is not what the page is about. */
const Returned = lazyPart(() => import("../parts/Returned.tsx"), "Returned")
const LateStrip = lazyPart(loadStrip, "Strip")

const Presented = lazyPart(() => import("../../media/Presented.tsx"), "Presented")

/** What a task is about: a picture, or what is played or read. `over` lies over it; `below` is a line of its own under it. */
export function Picture(props: PictureProps) {
  const media = useStore(({ looking, task }) => (looking?.sent ?? task?.lease)?.media)
  if (!media || isPictured(media)) return <Seen {...props} />
  const { above, over, below, className = styles.main ?? "" } = props
  return (
    <Suspense fallback={<main className={className}>{above}</main>}>
      <Presented above={above} className={className} media={media} over={over} below={below} />
    </Suspense>
  )
}

/** The picture of a task with what lies over it: what is drawn, hints, questions. */
function Seen({ above, over, below, className, isOfOnePlace = false }: PictureProps) {
  const t = useT("task")
  const { engine, run } = useTaskContext()
  const model = useModel()
  const format = useFormat()
  const task = useStore(taskSeen)
  const picture = useStore((snapshot) => snapshot.picture)
  const failed = picture === "failed" || picture === "damaged"
  const loupe = useUi((snapshot) => snapshot.loupe)
  const textTool = useTask((task) => task.session.tool === "text")
  const size = useCallback(
    (width: number, height: number) => `${format.number(width)} × ${format.number(height)} px`,
    [format],
  )
  const found = useCallback(
    (away: number, isCorner: boolean) =>
      t(isCorner ? "stage.onCorner" : "stage.onEdge", { away: format.number(Math.round(away)) }),
    [t, format],
  )
  useLoupe({ engine, format: size, found }, loupe)
  const language = useLanguage()
  useEffect(() => engine.painter.redraw("static", "active"), [engine, language])
  const engines = useMemo(() => [engine], [engine])
  const { width, height } = model.size
  const isAskedAgain = useTask((task) => task.about?.type === "returned")
  const Strip = useKind().Strip ?? LateStrip
  // It is there before somebody takes the tool: letters that are typed at once are not lost.
  const canWrite = useTask((task) => task.tools.includes("text"))
  useEffect(() => void (canWrite && loadStrip().catch(() => null)), [canWrite])
  const label = t(model.readsLines ? "stage.document" : "stage.picture", { width, height })
  return (
    <main className={className ?? styles.main}>
      {above}
      <div className={styles.stage}>
        <RegionCanvas engine={engine} label={label} loading={picture === "loading"}>
          <LookOn engines={engines} picture={model} />
          <SharpLine engine={engine} />
          {isAskedAgain && (
            <Suspense fallback={null}>
              <Returned />
            </Suspense>
          )}
          {!isOfOnePlace && <MiniMap engine={engine} run={run} task={task} />}
          <TaskLines under={<Pins />} />
          {over}
          {failed && <PictureFailed />}
        </RegionCanvas>
      </div>
      {below}
      {(model.readsLines || textTool) && (
        <Suspense fallback={null}>
          <Strip />
        </Suspense>
      )}
    </main>
  )
}

interface PictureProps {
  /** Stands above the picture. */
  readonly above?: ReactNode
  readonly over?: ReactNode
  /** A line of its own under the picture: nothing that is looked at or pressed lies below it. */
  readonly below?: ReactNode
  /** It is about one place: nobody is asked to have seen the rest of it. */
  readonly isOfOnePlace?: boolean
  readonly className?: string
}
