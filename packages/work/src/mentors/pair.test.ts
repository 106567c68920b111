import { describe, expect, test } from "vitest"
import { type MentorPair, mayRead, pairState, whatEnds, whyNotAnswer, whyNotMentor, whyNotOffer } from "./pair.ts"

const [LEARNER, MENTOR, OTHER] = [1, 2, 3]
const asked: MentorPair = {
  ...{ learnerId: LEARNER, mentorId: null, offeredAtMs: null, acceptedAtMs: null, endedAtMs: null },
}
const offered: MentorPair = { ...asked, mentorId: MENTOR, offeredAtMs: 1 }
const paired: MentorPair = { ...offered, acceptedAtMs: 2 }
const ended: MentorPair = { ...paired, endedAtMs: 3 }
const mentor = { id: MENTOR, isOwner: false, isAdmitted: true, offers: true }

describe("two people", () => {
  test("are paired once both said yes, and until one ends it", () => {
    expect([asked, offered, paired, ended].map(pairState)).toEqual(["asked", "offered", "paired", "ended"])
  })

  test.each([
    ["the owner", { isOwner: true }, "owner"],
    ["who reaches nothing and was not named", { isAdmitted: false }, "criteria"],
    ["who does not offer", { offers: false }, "not_offering"],
    ["the learner", { id: LEARNER }, "own"],
    ["who offers and reaches it", {}, null],
  ])("a request is taken up by nobody but who may: %s", (_, change, why) => {
    expect(whyNotOffer(asked, { ...mentor, ...change })).toBe(why)
  })

  test("of two who take up a request the second reads that it is taken; one that is over, that it is", () => {
    expect(whyNotOffer(offered, { ...mentor, id: OTHER })).toBe("taken")
    expect(whyNotOffer(paired, { ...mentor, id: OTHER })).toBe("taken")
    expect(whyNotOffer(ended, mentor)).toBe("ended")
  })

  test("whoever is an owner never mentors, named or not", () => {
    expect(whyNotMentor({ isOwner: true, isAdmitted: true })).toBe("owner")
  })

  test("the learner alone says yes, and only to an offer that stands", () => {
    expect(whyNotAnswer(offered, LEARNER)).toBeNull()
    expect(whyNotAnswer(offered, MENTOR)).toBe("not_yours")
    for (const pair of [asked, paired, ended]) expect(whyNotAnswer(pair, LEARNER)).toBe("no_offer")
  })

  test("either ends it; who only offered leaves the request to others", () => {
    expect(whatEnds(offered, MENTOR)).toBe("withdrawn")
    expect(whatEnds(offered, LEARNER)).toBe("ended")
    expect([whatEnds(paired, MENTOR), whatEnds(paired, LEARNER)]).toEqual(["ended", "ended"])
    expect(whatEnds(asked, LEARNER)).toBe("ended")
    expect([whatEnds(paired, OTHER), whatEnds(asked, MENTOR)]).toEqual(["not_yours", "not_yours"])
    expect(whatEnds(ended, MENTOR)).toBe("over")
  })

  test("nothing is read before the learner said yes, after it ended, by others or by an owner", () => {
    const reads = (pair: MentorPair, id = MENTOR, isOwner = false) => mayRead(pair, { id, isOwner })
    expect([reads(asked), reads(offered), reads(paired), reads(ended)]).toEqual([false, false, true, false])
    expect([reads(paired, OTHER), reads(paired, LEARNER), reads(paired, MENTOR, true)]).toEqual([false, false, false])
  })
})
