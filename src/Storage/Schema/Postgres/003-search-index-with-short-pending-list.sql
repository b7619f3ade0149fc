-- A word that enters the index by itself has all places of that word logged again, up to two kilobytes for each word of a message. A list that
-- gathers what a few of the indexer's steps bring, and is merged before it is long, enters the words of many messages at once.
ALTER INDEX message_search_words SET (fastupdate = on, gin_pending_list_limit = 512);
