import type { SoundRefusal } from "@justesse/editor/sound/hand"
import { type ReactNode, Suspense, useEffect, useMemo } from "react"
import { useT } from "../../i18n/useT.ts"
import { lazyPart } from "../../shell/upgrade/lazyPart.tsx"
import { TaskColumn } from "../annotate/frames/TaskColumn.tsx"
import { TaskLines } from "../annotate/frames/TaskLines.tsx"
import { Hint } from "../annotate/parts/Hint.tsx"
import { useModel, useStore, useTask, useTaskContext } from "../annotate/ui.ts"
import frame from "../parts/frame.module.css"
import { openSounds, SoundProvider } from "./context.ts"
import { KeysLine } from "./KeysLine.tsx"
import { takeMediaKeys } from "./mediaKeys.ts"
import { SoundModel } from "./model.ts"
import { Overview } from "./Overview.tsx"
import { PlayBar } from "./PlayBar.tsx"
import { Progress } from "./Progress.tsx"
import styles from "./page.module.css"
import { Rail } from "./Rail.tsx"
import { recordingOf } from "./recordingOf.ts"
import { SegmentBlock } from "./SegmentBlock.tsx"
import { SpeakerBlock } from "./SpeakerBlock.tsx"
import { Texts } from "./Texts.tsx"
import { Wave } from "./Wave.tsx"

/** What a recording is written down with: overview, wave and lanes, what plays, the texts one under the other, and the column. */
export function SoundFrame() {
  return (
    <WithSound>
      <Rail />
      <Middle />
      <TaskColumn>
        <SpeakerBlock />
        <SegmentBlock />
        <Progress />
      </TaskColumn>
    </WithSound>
  )
}

/** What is heard lives as long as its task is shown; it is left with it, and the sound ends. */
function WithSound({ children }: { readonly children: ReactNode }) {
  const model = useModel()
  const { ui, run } = useTaskContext()
  const media = useStore(({ looking, task }) => (looking?.sent ?? task?.lease)?.media ?? null)
  const sound = useMemo(() => {
    const recording = media && recordingOf({ media })
    const refuse = (refusal: SoundRefusal) => ui.setState({ notice: { key: `sound:refused.${refusal}` } })
    return recording && new SoundModel(model, recording, refuse)
  }, [model, media, ui])
  useEffect(() => {
    if (!sound) return
    openSounds.set(model, sound)
    const leave = sound.open()
    return () => {
      openSounds.delete(model)
      leave()
    }
  }, [model, sound])
  useEffect(() => takeMediaKeys(run), [run])
  if (!sound) return <Empty />
  return (
    <SoundProvider key={sound.recording.url} value={sound}>
      {children}
    </SoundProvider>
  )
}

/** The final layout, empty: nothing jumps. */
function Empty() {
  return (
    <>
      <div className={frame.tools} />
      <main className={styles.sound} />
      <div className={frame.col} />
    </>
  )
}

const Returned = lazyPart(() => import("../annotate/parts/Returned.tsx"), "Returned")

function Middle() {
  const t = useT("sound")
  const isAskedAgain = useTask((task) => task.about?.type === "returned")
  return (
    <main aria-label={t("title")} className={styles.sound}>
      <h1 className={frame.out}>{t("title")}</h1>
      <Overview />
      <div className={styles.over}>
        <Wave />
        {isAskedAgain && (
          <Suspense fallback={null}>
            <Returned />
          </Suspense>
        )}
        <TaskLines hasHint={false} />
      </div>
      <PlayBar />
      <Texts />
      <KeysLine />
      <div className={styles.say}>
        <Hint />
      </div>
    </main>
  )
}
