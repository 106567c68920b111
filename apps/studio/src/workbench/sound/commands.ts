import { proposalAfter, proposalsIn } from "@justesse/editor"
import { FAR_NUDGE_MS, NUDGE_MS } from "@justesse/editor/sound/borders"
import { segmentAt } from "@justesse/editor/sound/segments"
import type { Around } from "../annotate/kinds/contract.ts"
import { newRegionId } from "../annotate/model/ids.ts"
import type { TaskModel } from "../annotate/model/task.ts"
import { FOCUS } from "../annotate/ui.ts"
import { markText } from "../annotate/writing/acts.ts"
import type { Act } from "../parts/runner.ts"
import type { SoundModel } from "./model.ts"

/** What a command of the sound page works with. */
interface SoundActs {
  readonly sound: SoundModel
  readonly model: TaskModel
  readonly say: Around["say"]
}

const ZOOM = 1.5
/** How far Back goes, in milliseconds. */
const BACK_MS = 2_000

/** The marks that words of a recording can have: nothing is struck out in what is said. */
export const SOUND_MARKS = ["illegible", "unsure", "foreign"] as const

/** What each command does to a recording, by id; those that are not here are the task's own. */
export const SOUND_ACTS: Readonly<Record<string, Act<SoundActs>>> = {
  "sound.play": ({ sound }) => sound.player.toggle(),
  "sound.playInText": ({ sound }) => sound.player.toggle(),
  "sound.again": ({ sound }) => sound.selected && sound.hear(sound.selected),
  "sound.back": ({ sound }) => sound.player.back(BACK_MS),
  "sound.faster": ({ sound }) => sound.player.changeSpeed(1),
  "sound.slower": ({ sound }) => sound.player.changeSpeed(-1),
  "sound.repeat": ({ sound }) => sound.player.setRepeats(!sound.player.view.getState().repeats),
  "sound.next": (acts) => goOn(acts, true),
  "sound.previous": ({ sound }) => void sound.step(-1, true),
  "sound.down": ({ sound }) => void sound.step(1, false),
  "sound.up": ({ sound }) => void sound.step(-1, false),
  "sound.write": write,
  "sound.begin": ({ sound }) => {
    const isBegun = sound.shown.hand.beganMs !== null
    sound.act({ act: "beginOrEnd", id: newRegionId(), nowMs: Math.round(sound.player.nowMs) })
    if (isBegun) sound.show({ drawing: null })
    else if (!sound.player.view.getState().playing) sound.player.toggle()
  },
  "sound.split": ({ sound }) => sound.split(null),
  "sound.splitAtCaret": ({ sound }) => sound.split(caretNow()),
  "sound.join": ({ sound }) => sound.act({ act: "join" }),
  "sound.joinInText": ({ sound }) => sound.act({ act: "join" }),
  "sound.delete": ({ sound }) => sound.act({ act: "delete" }),
  "sound.otherBorder": ({ sound }) => sound.act({ act: "otherBorder" }),
  "sound.start": ({ sound }) => sound.act({ act: "setBorder", border: "start", toMs: Math.round(sound.player.nowMs) }),
  "sound.startInText": ({ sound }) =>
    sound.act({ act: "setBorder", border: "start", toMs: Math.round(sound.player.nowMs) }),
  "sound.end": ({ sound }) => sound.act({ act: "setBorder", border: "end", toMs: Math.round(sound.player.nowMs) }),
  "sound.endInText": ({ sound }) =>
    sound.act({ act: "setBorder", border: "end", toMs: Math.round(sound.player.nowMs) }),
  "sound.earlier": ({ sound }) => sound.act({ act: "nudge", byMs: -NUDGE_MS }),
  "sound.later": ({ sound }) => sound.act({ act: "nudge", byMs: NUDGE_MS }),
  "sound.muchEarlier": ({ sound }) => sound.act({ act: "nudge", byMs: -FAR_NUDGE_MS }),
  "sound.muchLater": ({ sound }) => sound.act({ act: "nudge", byMs: FAR_NUDGE_MS }),
  "sound.speaker": ({ sound }, { digit }) => sound.act({ act: "speakerDigit", digit }),
  "sound.speakerInText": ({ sound }, { digit }) => sound.act({ act: "speakerDigit", digit }),
  "sound.newSpeaker": ({ sound, model }) => model.editable && sound.show({ naming: "" }),
  "sound.label": ({ model }, { digit }) => {
    const label = model.labels[digit - 1]
    if (label && model.editable) model.chooseLabel(label)
  },
  "sound.pauses": ({ sound, say }) => {
    const isSeen = sound.onceSeen(() => {
      const count = sound.proposeFromPauses()
      say(count > 0 ? "sound:told.proposed" : "sound:told.noPauses", { count })
    })
    // Of a sound that has not come nobody can say where it pauses.
    if (!isSeen) say(sound.shown.isBlind ? "sound:peaks.failed" : "sound:peaks.coming")
  },
  "sound.all": ({ sound }) => sound.fit("all"),
  "sound.segment": ({ sound }) => sound.fit("segment"),
  "view.zoomIn": ({ sound }) => sound.zoom(ZOOM),
  "view.zoomOut": ({ sound }) => sound.zoom(1 / ZOOM),
  "proposal.take": (acts) => decide(acts, true),
  "proposal.drop": (acts) => decide(acts, false),
  "proposal.takeAll": ({ sound, model, say }) => {
    const open = proposalsIn(model.document)
    if (open.length === 0) return
    model.answerProposals(open, true)
    hearWritten(sound)
    say("notice.allTaken", { count: open.length })
  },
  "text.illegible": ({ model }) => markText(model, "illegible"),
  "text.unsure": ({ model }) => markText(model, "unsure"),
  "text.foreign": ({ model }) => markText(model, "foreign"),
  "text.place": ({ sound, model }) => {
    if (document.activeElement?.id === FOCUS.field) freeKeys(model)
    else if (sound.selected) sound.choose(sound.selected.id, { plays: false, writes: true })
  },
}

/** Out of what is begun, then out of the text: letters are keys then. False where neither was. */
export function escapeSound({ sound, model }: SoundActs): boolean {
  if (sound.shown.naming !== null) sound.show({ naming: null })
  else if (sound.shown.hand.beganMs !== null) {
    sound.act({ act: "giveUp" })
    sound.show({ drawing: null })
  } else if (model.snapshot.writing || document.activeElement?.id === FOCUS.field) freeKeys(model)
  else return false
  return true
}

/** Letters are keys of the page again. */
function freeKeys(model: TaskModel): void {
  model.setWriting(false)
  leaveText(model)
}

/** The segment whose text has the caret is seen and heard. */
function hearWritten(sound: SoundModel): boolean {
  const written = sound.model.snapshot.visit?.region
  if (written !== undefined) sound.choose(written, { writes: true })
  return written !== undefined
}

/** The caret leaves the text for the wave. */
function leaveText(model: TaskModel): void {
  model.leaveText()
  document.querySelector<HTMLElement>("[data-sound-wave]")?.focus({ preventScroll: true })
}

/** The next segment, heard, with the caret at its end. What was proposed and is left by Enter was read: it is somebody's own. */
function goOn({ sound, model, say }: SoundActs, writes: boolean): void {
  const { selected } = model.snapshot.session
  if (selected !== null) model.takeRead(selected)
  if (sound.step(1, writes)) return
  leaveText(model)
  sound.player.stop()
  const [first, ...others] = sound.unread()
  if (first) {
    say("sound:told.unread", { count: others.length + 1 })
    sound.choose(first.id, { writes })
  } else say("sound:told.allRead", { count: sound.segments.length })
}

/** From the wave into the text of the segment in hand; without one, of the one that is heard, else of the first that is not written yet. */
function write({ sound, say }: SoundActs): void {
  const heard = segmentAt(sound.segments, sound.player.nowMs)
  const id = sound.selected?.id ?? heard?.id ?? sound.unread()[0]?.id ?? sound.segments[0]?.id
  if (id === undefined) say("sound:told.none")
  else sound.choose(id, { plays: sound.selected === null || !sound.player.view.getState().playing, writes: true })
}

/** The proposal in hand, or the first one, taken or dropped; the next one is heard. */
function decide({ sound, model }: SoundActs, take: boolean): void {
  const { session, document } = model.snapshot
  const open = proposalsIn(document)
  const id = open.find((one) => one === session.selected) ?? open[0]
  if (id === undefined || !model.editable) return
  const next = proposalAfter(document, id)
  model.select(id)
  model.answerProposals([id], take)
  if (!hearWritten(sound) && next !== null) sound.choose(next)
}

function caretNow(): number | null {
  const field = document.getElementById(FOCUS.field)
  return field instanceof HTMLTextAreaElement ? field.selectionStart : null
}
