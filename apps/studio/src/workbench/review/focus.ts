/** Where the page's own elements are, for commands that move the focus. */
export const FOCUS = { file: "review-file", field: "review-field", answers: "review-answers" } as const
