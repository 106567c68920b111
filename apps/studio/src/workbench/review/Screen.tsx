import type { QueueFilter } from "@justesse/editor/workspace/deciding"
import { boxOf, cellsOf, type DisagreementId, KINDS, type ProjectSlug, regionOf, type TaskId } from "@justesse/types"
import type { Media } from "@justesse/types/wire/common"
import { type ReactNode, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react"
import { useT } from "../../i18n/useT.ts"
import { exclusively } from "../../offline/exclusive.ts"
import { sendersOf, whoseSession } from "../../offline/studio.ts"
import { RegionCanvas } from "../canvas/Surface.tsx"
import { Played } from "../media/Played.tsx"
import { isPictured } from "../media/pictured.ts"
import { Column } from "../parts/Column.tsx"
import frame from "../parts/frame.module.css"
import { RowCells } from "../parts/RowCells.tsx"
import { LookOn } from "../seeing/LookOn.tsx"
import { MiniMap } from "../seeing/MiniMap.tsx"
import { SharpLine } from "../seeing/SharpLine.tsx"
import { BackPanel } from "./judge/BackPanel.tsx"
import { IN_REVIEW } from "./kinds/list.ts"
import { ReviewStore } from "./model/store.ts"
import { Acts } from "./parts/Acts.tsx"
import { Answers } from "./parts/Answers.tsx"
import { AskedHere } from "./parts/AskedHere.tsx"
import { AskPanel } from "./parts/AskPanel.tsx"
import { Bar } from "./parts/Bar.tsx"
import { DifferenceList } from "./parts/DifferenceList.tsx"
import { EditPanel } from "./parts/EditPanel.tsx"
import { ReviewFoot } from "./parts/Foot.tsx"
import { GuidePanel } from "./parts/GuidePanel.tsx"
import { KeysOverlay } from "./parts/KeysOverlay.tsx"
import { ReasonLine, ReasonPanel } from "./parts/Reason.tsx"
import { SimilarLine } from "./parts/SimilarLine.tsx"
import { InsteadOfTask, Line, PictureFailed } from "./parts/States.tsx"
import { Strip } from "./parts/Strip.tsx"
import { TakeAll } from "./parts/TakeAll.tsx"
import { ViewBar } from "./parts/ViewBar.tsx"
import { type CommandContext, runCommand } from "./runCommand.ts"
import styles from "./screen.module.css"
import { ReviewStage, reviewEngines, sweptIn } from "./stage.ts"
import type { ReviewTransport } from "./transport.ts"
import {
  createReviewUi,
  type ReviewContext,
  ReviewContextProvider,
  useReview,
  useReviewState,
  useUiState,
} from "./ui.ts"
import { useReviewActs } from "./useActs.ts"
import { useAnswerTexts } from "./useAnswerTexts.ts"
import { useReviewKeys } from "./useKeys.ts"

interface ReviewScreenProps {
  readonly project: ProjectSlug
  readonly task: TaskId | null
  readonly difference: DisagreementId | null
  readonly person: number
  readonly filter: QueueFilter
  readonly transport: ReviewTransport
  readonly look: "first" | "second"
  readonly keyCaps: boolean
  readonly leftHanded: boolean
  readonly onPosition: (task: TaskId | null, disagreement: DisagreementId | null) => void
  readonly openPalette: () => void
  /** The grid of the differences that are similar to the one looked at. */
  readonly openSimilar: (key: string) => void
}

interface Opened extends ReviewContext {
  readonly stage: ReviewStage
  readonly context: CommandContext
}

/** The whole review page over any transport. */
export function ReviewScreen(props: ReviewScreenProps) {
  const opened = useOpened(props)
  if (!opened) return null
  return (
    <ReviewContextProvider value={opened}>
      <Screen keyCaps={props.keyCaps} leftHanded={props.leftHanded} opened={opened} />
    </ReviewContextProvider>
  )
}

/** Store, canvases and chrome of one visit; all of them live outside React and are left together. */
function useOpened(props: ReviewScreenProps): Opened | null {
  const [opened, setOpened] = useState<Opened | null>(null)
  const first = useRef(props)
  const { project, person } = props
  useEffect(() => {
    const {
      task,
      difference: disagreement,
      filter,
      transport,
      look,
      onPosition,
      openPalette,
      openSimilar,
    } = first.current
    const { decisions } = sendersOf(person)
    const { outbox } = decisions
    const given = { project, person, filter, transport, outbox, look, onPosition, exclusively, whoseSession }
    const store = new ReviewStore(given)
    const release = decisions.hold(project, look, () => store.sender.drain())
    const ui = createReviewUi()
    const engines = reviewEngines()
    const stage = new ReviewStage(store, ui, { engines, person })
    const focusPicture = () => engines[0].painter.layers?.surface.focus({ preventScroll: true })
    const context: CommandContext = { store, ui, stage, focusPicture, openPalette, openSimilar }
    const run = (command: string, letter = "") => runCommand(context, command, { letter })
    setOpened({ store, ui, engines, stage, person, decisions, context, run, retryPicture: () => stage.retryPicture() })
    const stay = () => void store.stay()
    const online = () => {
      stage.cameOnline()
      void store.cameOnline()
    }
    window.addEventListener("online", online)
    window.addEventListener("keydown", stay)
    window.addEventListener("pointerdown", stay)
    void store.start(task, disagreement)
    return () => {
      window.removeEventListener("online", online)
      window.removeEventListener("keydown", stay)
      window.removeEventListener("pointerdown", stay)
      stage.close()
      store.close()
      release()
    }
  }, [project, person])
  return opened
}

interface ScreenProps {
  readonly opened: Opened
  readonly keyCaps: boolean
  readonly leftHanded: boolean
}

function Screen({ opened, keyCaps, leftHanded }: ScreenProps) {
  const phase = useReviewState((state) => state.phase)
  const keys = useUiState((ui) => ui.panel === "keys")
  useReviewKeys(opened.context)
  useReviewActs(opened)
  const side = leftHanded ? ` ${styles.mirrored}` : ""
  const className = `${frame.work} ${styles.work}${side}${keyCaps ? "" : ` ${frame.nokeys}`}`
  if (phase === "opening") return <Waiting className={className} />
  if (phase !== "ready")
    return (
      <div className={`${className} ${styles.whole}`}>
        <InsteadOfTask phase={phase} />
        {keys && <KeysOverlay />}
      </div>
    )
  return (
    <div className={className} data-work>
      <Bar />
      <Middle stage={opened.stage} />
      <ReviewColumn context={opened.context} />
      {keys && <KeysOverlay />}
    </div>
  )
}

/** The final layout, empty: nothing jumps when the task arrives. */
function Waiting({ className }: { readonly className: string }) {
  const t = useT("review")
  return (
    <div aria-busy="true" className={className}>
      <div className={frame.bar} />
      <main className={styles.main}>
        <h1 className={frame.out}>{t("loading")}</h1>
        <div className={frame.stage} />
      </main>
      <div className={frame.col} />
    </div>
  )
}

/** What differs, as its kind shows it. */
function Middle({ stage }: { readonly stage: ReviewStage }) {
  const kind = useReviewState((state) => state.task?.kind ?? null)
  const isBare = useReviewState((state) => state.task?.media.full === "")
  const own = kind && IN_REVIEW[kind]
  const media = useReviewState((state) => state.task?.media)
  if (isBare) return <BareMiddle />
  if (own?.Middle) return <own.Middle />
  return media && !isPictured(media) ? <PlayedMiddle media={media} /> : <Pictures stage={stage} />
}

/** What is played or read, where people answered about it as a whole. */
function PlayedMiddle({ media }: { readonly media: Media }) {
  const t = useT("review")
  const name = useReviewState((state) => state.task?.name ?? "")
  const listens = useUiState((ui) => ui.listens)
  const region = useReviewState((state) => regionOf(state.task?.about))
  const { speaker, transcript } = region ?? {}
  const place = useRef<HTMLDivElement>(null)
  const heard = useRef(listens)
  useEffect(() => {
    if (heard.current === listens) return
    heard.current = listens
    const played = place.current?.querySelector<HTMLMediaElement>("video, audio")
    if (played?.paused) void played.play().catch(() => undefined)
    else played?.pause()
  }, [listens])
  return (
    <main className={styles.main}>
      <div className={`${frame.stage} ${styles.played}`} ref={place}>
        <Played
          key={media.full}
          label={t("picture.label", { name })}
          media={media}
          place={region?.geometry.type === "span" ? boxOf(region) : null}
        />
        {transcript && (
          <p className={styles.checked} dir="auto" lang={transcript.language}>
            {speaker && <b>{speaker} </b>}
            {transcript.value}
          </p>
        )}
        <Line />
      </div>
    </main>
  )
}

/** In the place of a picture: the row that was asked about, where it was about one. */
function BareMiddle() {
  const t = useT("asking")
  const cells = useReviewState((state) => cellsOf(state.task?.about))
  return (
    <main aria-label={t("row")} className={styles.main}>
      <div className={`${frame.stage} ${styles.bare}`}>
        {cells ? <RowCells cells={cells} label={t("row")} /> : <p className={frame.dim}>{t("aboutNothing")}</p>}
        <Line />
      </div>
    </main>
  )
}

function Pictures({ stage }: { readonly stage: ReviewStage }) {
  const t = useT("review")
  const { engines, store, run, person } = useReview()
  const task = useReviewState((state) => state.task)
  useReviewState((state) => state.now)
  const view = useUiState((ui) => ui.view)
  const texts = useAnswerTexts(task)
  const { difference: disagreement } = store
  useLayoutEffect(() => stage.speak(texts), [stage, texts])
  const label = t("picture.label", { name: task?.name ?? "" })
  // All of a task, or none of it: the picture keeps its room from one difference to the next.
  const isRead =
    task !== null &&
    (KINDS[task.kind].readsLines || task.differences.some(({ difference }) => difference.kind === "text"))
  return (
    <main className={styles.main}>
      <div className={frame.stage}>
        <div className={view === "side" ? styles.pair : styles.single}>
          <RegionCanvas engine={engines[0]} label={label}>
            <SharpLine engine={engines[0]} />
          </RegionCanvas>
          {view === "side" && <RegionCanvas engine={engines[1]} label={label} />}
        </div>
        <LookOn engines={engines} picture={task?.task} />
        {task && (
          <MiniMap
            className={styles.map ?? ""}
            engine={engines[0]}
            next="review.unseen"
            run={run}
            task={sweptIn(person, task)}
          />
        )}
        <ViewBar />
        <Line />
        <PictureFailed />
      </div>
      {task && disagreement && isRead && (
        <Strip
          difference={disagreement}
          key={disagreement.id}
          line={KINDS[task.kind].readsLines}
          room={task.letters.length + 1}
        />
      )}
    </main>
  )
}

function ReviewColumn({ context }: { readonly context: CommandContext }) {
  const t = useT("review")
  const { store } = useReview()
  useReviewState((state) => state.now)
  useReviewState((state) => state.task)
  const edit = useUiState((ui) => ui.edit)
  const panel = useUiState((ui) => ui.panel)
  const guideline = useUiState((ui) => ui.guideline)
  const { difference: disagreement } = store
  const body = useMemo(() => {
    if (!disagreement) return null
    if (edit) return <EditPanel edit={edit} context={context} />
    return (
      <>
        <Answers difference={disagreement} />
        <Acts difference={disagreement} />
        <TakeAll />
      </>
    )
  }, [disagreement, edit, context])
  return (
    <Column
      guide={guideline ? (footHeight) => <GuidePanel footHeight={footHeight} /> : null}
      inert={panel === "more"}
      label={t("column")}
    >
      {panel === "back" ? <BackPanel context={context} /> : <UsualColumn context={context}>{body}</UsualColumn>}
    </Column>
  )
}

interface UsualProps {
  readonly context: CommandContext
  readonly children: ReactNode
}

/** What the column shows while differences are decided: answers, what is said with them, and what is left. */
function UsualColumn({ context, children }: UsualProps) {
  const { store } = useReview()
  const panel = useUiState((ui) => ui.panel)
  const { difference: disagreement } = store
  return (
    <>
      {children}
      {panel === "ask" ? (
        disagreement && <AskPanel key={disagreement.id} context={context} difference={disagreement} />
      ) : panel === "reason" ? (
        <ReasonPanel context={context} />
      ) : (
        <>
          <ReasonLine />
          <SimilarLine />
          <AskedHere />
        </>
      )}
      <DifferenceList />
      <ReviewFoot />
    </>
  )
}
