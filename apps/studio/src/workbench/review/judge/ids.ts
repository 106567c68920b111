/** The button that sends an answer back, which Enter presses. */
export const BACK_SEND = "review-send-back"
