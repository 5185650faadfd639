/** Words of the pages around the wall. The same keys in every language. */
export const pages = {
  titled: '{title} – Invigil',
  opening: 'Opening the page',
  header: {
    home: 'Invigil, all exams',
    parts: 'Parts of the console',
    exams: 'Exams',
    people: 'People',
    webhooks: 'Webhooks',
    audit: 'Audit',
  },
  menu: {
    about: '{name}: account, language and appearance',
    account: 'Account',
    appearance: 'Appearance',
    system: 'As the system',
    light: 'Light',
    dark: 'Dark',
    signOut: 'Sign out',
    stillSignedIn: 'You are still signed in. {sentence}',
    languageNotLoaded:
      'This language could not be loaded. Please check the network and choose it again.',
  },
  login: {
    title: 'Sign in',
    purpose: 'Sign in to watch over an exam.',
    name: 'Name',
    password: 'Password',
    submit: 'Sign in',
    busy: 'Signing in',
    incomplete: 'Please enter your name and your password.',
    unreachable:
      'The server cannot be reached. Please check the network and sign in again. The students’ exam does not depend on it.',
    why: {
      ended: 'Your session has ended. Please sign in; then you are back where you were.',
      signed_out: 'You are signed out.',
      set_up: 'This server is set up already. Please sign in.',
      needed: 'Please sign in; then the page you asked for opens.',
    },
  },
  exams: {
    title: 'Exams',
    loading: 'Reading the exams',
    empty: 'No exams yet',
    emptyText: 'As soon as an exam is set up it appears here.',
    failed: 'The exams could not be read',
    outdated: 'No connection: this is from {time}. {sentence}',
    here: '{here} of {invited} here',
    open: 'Open the wall',
  },
  exam: {
    label: 'Parts of this exam',
    all: 'All exams',
    titled: '{part}: {title}',
    parts: {
      wall: 'Wall',
      review: 'Review',
      reports: 'Reports',
      settings: 'Settings',
      records: 'Records',
      audit: 'Audit log',
    },
  },
  notFound: {
    title: 'There is nothing at this address',
    text: 'Perhaps a link was cut off.',
  },
  notAllowed: {
    title: 'Your role does not allow this page',
    text: 'You are signed in as: {role}. An owner or an admin can change that.',
  },
  problem: {
    title: 'The server cannot be reached',
    text: 'Nothing can be shown until it answers. The students’ exam does not depend on this page.',
    trying: 'Asking the server',
    tried: 'No answer at {time}. This page goes on trying by itself.',
  },
} as const;
