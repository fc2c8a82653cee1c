/** A made-up key pair and account number. Tests check that nothing prints them. */

export const KEY = 'K3yOfTheTests/NotAReal0ne+ButLongEnoughToBeOne0123456789abc';
export const SECRET = Buffer.from('a secret of the tests, never to be printed').toString('base64');
export const ACCOUNT_NUMBER = '123456789012';
